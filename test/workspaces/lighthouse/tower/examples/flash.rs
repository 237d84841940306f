compile_error!("no image needs an example");
