//! The `boards` layer.
