include!(concat!(env!("OUT_DIR"), "/listed.rs"));
