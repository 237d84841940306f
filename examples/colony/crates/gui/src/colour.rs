use sdl2::pixels::Color;

/// A colour for a run: its id's first six digits, so that a new run is seen at a glance.
pub fn of_run(run_id: &str) -> Color {
    let part = |at: usize| {
        let digits = run_id.get(at..at + 2).unwrap_or("");
        u8::from_str_radix(digits, 16).unwrap_or(0)
    };
    Color::RGB(part(0), part(2), part(4))
}
