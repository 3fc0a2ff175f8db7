//! The process that owns the store.

mod clock;
mod queue;
mod registrar;
mod world;
