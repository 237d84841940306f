fn main() {
    panic!("wants a system library that no image has");
}
