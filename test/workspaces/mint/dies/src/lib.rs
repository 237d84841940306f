use proc_macro::{TokenStream, TokenTree};

/// `#[derive(Struck)]`: the type's own name.
#[proc_macro_derive(Struck)]
pub fn struck(item: TokenStream) -> TokenStream {
    let mut words = item.into_iter().skip_while(|token| token.to_string() != "struct").skip(1);
    let name = words.next().unwrap();
    format!("impl {name} {{ pub fn struck() -> &'static str {{ \"{name}, struck\" }} }}")
        .parse()
        .unwrap()
}

/// `count!(a b c)`: how many tokens there are.
#[proc_macro]
pub fn count(tokens: TokenStream) -> TokenStream {
    TokenTree::Literal(proc_macro::Literal::usize_unsuffixed(tokens.into_iter().count())).into()
}
