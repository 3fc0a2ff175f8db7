//! The `finder` layer.
