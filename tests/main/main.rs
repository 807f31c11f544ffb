//! One integration binary; the modules are named after what they look at.

mod judged;
mod look_alikes;
mod names;
mod samples;
mod scenarios;
