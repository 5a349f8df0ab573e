"""Other people's decision tables: models of the DMN standard, read from XML and answered by our evaluator."""
