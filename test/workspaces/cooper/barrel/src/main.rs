fn main() {
    let staves: fnv::FnvHashSet<u32> = (0..24).collect();
    let staves = itoa::Buffer::new().format(staves.len()).to_string();
    println!("{staves} staves, hoops of {}", hoops::KIND);
}
