//! Products: HS codes and sectors.
