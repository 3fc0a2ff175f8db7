//! The `intake` layer.
