use unreachable::UncheckedOptionExt;

fn main() {
    let cups = unsafe { Some(4).unchecked_unwrap() };
    println!("{} kettle of {cups} cups", void::MENDED);
}
