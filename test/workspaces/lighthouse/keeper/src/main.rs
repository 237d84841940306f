compile_error!("autobins is off, so this is no binary");
