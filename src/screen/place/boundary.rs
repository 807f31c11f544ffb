//! Points and the boundary of the region.
//!
//! The polygon is Natural Earth 1:10m, in WGS 84. It is off by up to a few kilometres along the border, and Chinese web
//! maps shift coordinates by up to 0.7 km (GCJ-02, BD-09), so a band of [`TOLERANCE_KM`] on both sides is neither inside
//! nor outside.

/// Half width of the band along the boundary in which a point proves nothing, in kilometres.
pub const TOLERANCE_KM: f64 = 8.0;

/// Kilometres per degree of latitude.
const KM_PER_DEGREE: f64 = 111.195;

/// Position of a point relative to the boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// Inside, farther than the tolerance from the boundary.
    Inside,
    /// Within the tolerance of the boundary.
    Border,
    /// Outside.
    Outside,
}

/// A closed ring of (latitude, longitude) in degrees.
#[derive(Debug, Clone, Default)]
pub struct Boundary {
    ring: Vec<(f64, f64)>,
    /// South, west, north, east.
    extent: (f64, f64, f64, f64),
}

impl Boundary {
    /// Reads a table with the columns `lat,lon`.
    ///
    /// # Errors
    /// When a row is not two numbers, or there are fewer than three rows.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut ring = Vec::new();
        for (number, line) in text.lines().enumerate().skip(1) {
            let point = line.split_once(',').and_then(|(lat, lon)| Some((lat.parse().ok()?, lon.parse().ok()?)));
            ring.push(point.ok_or_else(|| format!("places/boundary.csv:{}: `{line}` is not `lat,lon`", number + 1))?);
        }
        if ring.len() < 3 {
            return Err("places/boundary.csv: a boundary has at least three points".to_owned());
        }
        let fold = |pick: fn(&(f64, f64)) -> f64, better: fn(f64, f64) -> f64| {
            ring.iter().map(pick).reduce(better).unwrap_or_default()
        };
        let extent = (
            fold(|point| point.0, f64::min),
            fold(|point| point.1, f64::min),
            fold(|point| point.0, f64::max),
            fold(|point| point.1, f64::max),
        );
        Ok(Self { ring, extent })
    }

    /// Locates a point, and measures its distance from the boundary in kilometres (0 when far outside its extent).
    #[must_use]
    pub fn locate(&self, lat: f64, lon: f64) -> (Inside, f64) {
        let (south, west, north, east) = self.extent;
        let margin = 1.0;
        if lat < south - margin || lat > north + margin || lon < west - margin || lon > east + margin {
            return (Inside::Outside, 0.0);
        }
        let mut inside = false;
        let mut nearest = f64::INFINITY;
        let scale = lat.to_radians().cos();
        let mut from = self.ring.last().copied().unwrap_or_default();
        for &to in &self.ring {
            if (from.0 > lat) != (to.0 > lat) && lon < (to.1 - from.1) * (lat - from.0) / (to.0 - from.0) + from.1 {
                inside = !inside;
            }
            nearest = nearest.min(distance((lat, lon), from, to, scale));
            from = to;
        }
        let km = nearest * KM_PER_DEGREE;
        let place = match (km <= TOLERANCE_KM, inside) {
            (true, _) => Inside::Border,
            (false, true) => Inside::Inside,
            (false, false) => Inside::Outside,
        };
        (place, km)
    }
}

/// Distance of a point from a segment, in degrees of latitude, on a plane that is true near the point.
fn distance(point: (f64, f64), from: (f64, f64), to: (f64, f64), scale: f64) -> f64 {
    let (px, py) = (point.1 * scale, point.0);
    let (ax, ay, bx, by) = (from.1 * scale, from.0, to.1 * scale, to.0);
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx.mul_add(dx, dy * dy);
    let t = if length == 0.0 { 0.0 } else { ((px - ax).mul_add(dx, (py - ay) * dy) / length).clamp(0.0, 1.0) };
    (px - t.mul_add(dx, ax)).hypot(py - t.mul_add(dy, ay))
}
