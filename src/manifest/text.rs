//! Decoding, for the readers of formats that are text.

use super::job::Job;
use crate::source::anchors::Anchors;
use crate::source::text::decode;

/// Decodes the bytes of a file and opens it; `false` when they are no text, which is then noted. Where the encoding had to
/// be guessed, the file says so with this advice, because a wrong guess garbles names without any other sign.
pub(super) fn open(job: &mut Job<'_>, bytes: Vec<u8>, advice: &str) -> bool {
    let given = job.spec.and_then(|spec| spec.encoding.as_deref());
    match decode(bytes, given) {
        Ok(decoded) => {
            if decoded.guessed {
                job.remark(None, format!("read as {}, guessed from its bytes", decoded.encoding), advice);
            }
            job.open(decoded.text, decoded.encoding, Anchors::default());
            true
        }
        Err(message) => {
            let help = job.leave_out;
            job.refuse(message, help);
            false
        }
    }
}
