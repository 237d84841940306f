compile_error!("cannot be compiled in an image");
