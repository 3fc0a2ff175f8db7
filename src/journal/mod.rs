//! The `journal` layer.
