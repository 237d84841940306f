pub const KINDS: [&str; 2] = ["apple", "pear"];
