//! Namesakes: firms with the same name that are told apart by what stands beside it.

use super::classify::weight;
use super::model::PartClass;
use super::tokens::{Buffers, Token, tokenize};

/// Weight, in hundredths, from which a word is so much a firm's own that hardly another bears it.
const OWN: u8 = 150;

/// Returns true when two names that match may well be those of two firms: they are made of words that many firms share,
/// and their legal forms are not the same. In another country such a name says little.
#[must_use]
pub fn may_be_namesakes(stated: &str, listed: &str) -> bool {
    let mut buffers = Buffers::default();
    let (mut have, mut want) = (Vec::new(), Vec::new());
    tokenize(stated, &mut buffers, &mut have);
    tokenize(listed, &mut buffers, &mut want);
    let given = |token: &&Token| token.class == PartClass::Given;
    let common = want.iter().filter(given).all(|token| !token.han && weight(&token.view()) < OWN);
    common && forms(&have) != forms(&want)
}

/// The legal forms of a name in alphabetical order; a company says nothing of its form.
fn forms(tokens: &[Token]) -> Vec<&str> {
    let legal = tokens.iter().filter(|token| token.class == PartClass::Legal && token.key != "co");
    let mut forms: Vec<&str> = legal.map(|token| token.key.as_str()).collect();
    forms.sort_unstable();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_with_another_legal_form_may_be_another_firm() {
        assert!(may_be_namesakes("Western Gold LLC", "Western Gold Co., Ltd."));
        assert!(may_be_namesakes("Western Gold", "Western Gold Co., Ltd."));
        assert!(may_be_namesakes("Camel Group Inc.", "Camel Group Co., Ltd."));
        assert!(!may_be_namesakes("WESTERN GOLD COMPANY LIMITED", "Western Gold Co., Ltd."));
        assert!(!may_be_namesakes("Esquel Group Inc.", "Esquel Group"));
        assert!(!may_be_namesakes("Hikvision LLC", "Hikvision"));
    }
}
