include!(concat!(env!("OUT_DIR"), "/whole.rs"));
