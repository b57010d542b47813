package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
)

// locationItem is Locations v3 > Location. The sample company knows neither regions nor
// coordinates of its locations: those are empty and null.
type locationItem struct {
	ID                   string
	Name                 string
	City                 string
	Country              string
	CountrySubdivision   string
	AdministrativeRegion string
	IATACode             string
	IsAirport            bool
	IsBookingTool        bool
	Latitude, Longitude  *json.Number
	URI                  string
	LocationNameID       string `json:"LocationNameId"` // the id of the place in v4, as a UUID
}

// listLocations is GET /api/v3.0/common/locations. Names and cities match in part
// and in any case, countries and subdivisions as a whole (inferred: the page does
// not say how it compares).
func listLocations(st *state, c *call) reply {
	var found []*location
	for _, l := range st.locations {
		if l.matches(c) {
			found = append(found, l)
		}
	}
	return pageV3(c, found, func(l *location) any { return l.printed(c) })
}

// getLocation is GET /api/v3.0/common/locations/{id}, by the id or the UUID.
func getLocation(st *state, c *call) reply {
	for _, l := range st.locations {
		if l.v3ID == c.path["id"] || l.id == v4ID(c.path["id"]) {
			return ok(l.printed(c))
		}
	}
	return refuseV3(c, http.StatusNotFound, "The location does not exist")
}

func (l *location) printed(c *call) locationItem {
	return locationItem{
		ID: l.v3ID, Name: l.name, City: l.city, Country: l.country, CountrySubdivision: l.subdivision,
		IATACode: l.iata, IsAirport: l.iata != "", URI: c.base + "/api/v3.0/common/locations/" + l.v3ID, LocationNameID: dashed(l.id),
	}
}

func (l *location) matches(c *call) bool {
	contains := func(text, parameter string) bool {
		return strings.Contains(strings.ToLower(text), strings.ToLower(c.query.Get(parameter)))
	}
	equals := func(text, parameter string) bool {
		wanted := c.query.Get(parameter)
		return wanted == "" || strings.EqualFold(text, wanted)
	}
	return contains(l.name, "name") && contains(l.city, "city") &&
		equals(l.country, "country") && equals(l.subdivision, "countrySubdivision") && equals("", "administrativeRegion")
}
