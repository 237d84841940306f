use std::fs;

pub fn lines(folder: &str) -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap().trim().to_string()).collect()
}
