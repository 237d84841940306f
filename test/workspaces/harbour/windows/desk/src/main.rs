fn main() {
    pane::open();
}
