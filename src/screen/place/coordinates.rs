//! Stated coordinates: where they lie, and whether they look swapped or lost a sign.

use super::boundary::{Boundary, Inside};
use super::degrees::degrees;
use super::parts::{AddressParts, Part, PlaceSignal, Reading, Strength};

/// The point, if two numbers in range are stated, with its distance from the boundary in kilometres. Says so when the
/// numbers would lie in the region once swapped or with another sign.
///
/// `china`: whether the country is stated as China, or as another one. West of Greenwich the mirror image of Xinjiang is
/// the middle of the United States, so a lost sign of the longitude is only suspected where China is stated.
pub(super) fn point(
    boundary: &Boundary,
    parts: &AddressParts<'_>,
    china: Option<bool>,
    reading: &mut Reading,
) -> Option<(Inside, f64)> {
    let (stated_lat, stated_lon) = (parts.lat?, parts.lon?);
    let (Some(lat), Some(lon)) = (degrees(stated_lat), degrees(stated_lon)) else {
        let numbers = |text: &str| text.chars().any(char::is_numeric);
        if china == Some(true) && numbers(stated_lat) && numbers(stated_lon) {
            reading.notes.push(
                "the coordinates cannot be read, so they say nothing; write decimal degrees, like 39.9042 and 116.4074"
                    .to_owned(),
            );
        }
        return None;
    };
    if lat == 0.0 && lon == 0.0 {
        return None;
    }
    if lat.abs() <= 90.0 && lon.abs() <= 180.0 {
        let place = boundary.locate(lat, lon);
        if place.0 == Inside::Outside && china != Some(false) {
            let turned = [
                (lon, lat, "swapped", true),
                (-lat, lon, "negated in latitude", true),
                (lat, -lon, "negated in longitude", china == Some(true)),
            ];
            for (lat, lon, how, suspect) in turned {
                if suspect && lat.abs() <= 90.0 && boundary.locate(lat, lon).0 == Inside::Inside {
                    reading.notes.push(format!("the coordinates would lie in Xinjiang if they were {how}; check them"));
                }
            }
        }
        return Some(place);
    }
    if lon.abs() <= 90.0 && lat.abs() <= 180.0 {
        reading.notes.push("latitude and longitude are swapped: the latitude is out of range".to_owned());
        return Some(boundary.locate(lon, lat));
    }
    reading
        .notes
        .push(format!("{lat}, {lon} are no coordinates: a latitude ends at 90 degrees and a longitude at 180"));
    None
}

/// Returns true when the stated point lies where the boundary of the region is the border of China: north of 43
/// degrees, the Gansu end of the border with Mongolia being at 42.8 N, and west of 78 degrees east, where Tibet is far.
pub(super) fn at_the_state_border(parts: &AddressParts<'_>) -> bool {
    parts.lat.and_then(degrees).is_some_and(|lat| lat > 43.0)
        || parts.lon.and_then(degrees).is_some_and(|lon| lon < 78.0)
}

/// A signal from coordinates.
pub(super) fn coordinates(parts: &AddressParts<'_>, strength: Strength, why: String) -> PlaceSignal {
    let (lat, lon) = (parts.lat.unwrap_or_default().trim(), parts.lon.unwrap_or_default().trim());
    PlaceSignal {
        part: Part::Coordinates,
        range: 0..parts.lat.map_or(0, str::len),
        code: None,
        division: "inside the boundary of Xinjiang".to_owned(),
        matched: format!("{lat}, {lon}"),
        how: "lie in the region",
        strength,
        why,
    }
}
