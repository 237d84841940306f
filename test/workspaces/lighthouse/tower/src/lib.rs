pub fn light(name: &str) -> String {
    let checked = if cfg!(debug_assertions) { "checked" } else { "unchecked" };
    format!("{name}: light, {checked}")
}
