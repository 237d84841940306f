compile_error!("no image needs a test");
