package concur

import (
	"context"
	"errors"
	"regexp"
	"strings"
)

// Locations v3: places where money is spent, by the ids that v3 entries want.

// Location is a place of the company's list (Locations v3 > schema Location).
type Location struct {
	ID          string `json:"ID"`
	Name        string `json:"Name"`
	City        string `json:"City"`
	Country     string `json:"Country"`
	Subdivision string `json:"CountrySubdivision"`
	Region      string `json:"AdministrativeRegion"`
	IATACode    string `json:"IATACode"`
	IsAirport   bool   `json:"IsAirport"`
	// UUID is the same place in v4 and Localities v5.
	UUID      string   `json:"LocationNameId"`
	Latitude  *Decimal `json:"Latitude"`
	Longitude *Decimal `json:"Longitude"`
}

// LocationFilter says which locations are wanted; an empty member does not filter.
type LocationFilter struct {
	Name, City, Country string
	// Subdivision is written like US-WA.
	Subdivision string
}

// LocationPage is a page of locations; Next is the offset of the one after it, empty
// on the last.
type LocationPage struct {
	Locations []Location
	Next      string
}

// Locations gives a page of the company's locations.
func (s *Session) Locations(ctx context.Context, f LocationFilter, offset string) (LocationPage, error) {
	const limit = "100"
	var page v3Page[Location]
	err := s.do(ctx, request{operation: "location_v3_list", query: query(
		"name", f.Name, "city", f.City, "country", f.Country, "countrySubdivision", f.Subdivision, "limit", limit, "offset", offset,
	)}, &page)
	return LocationPage{Locations: page.Items, Next: page.offset()}, err
}

// GetLocation reads a location by its v3 id or its UUID.
func (s *Session) GetLocation(ctx context.Context, id Ref) (Location, error) {
	var location Location
	err := s.do(ctx, request{operation: "location_v3_get", path: map[string]string{"id": string(id)}}, &location)
	return location, err
}

// IsLocationID tells the id or UUID of a location from a name.
func IsLocationID(ref string) bool {
	return len(ref) >= shortestLocationID && locationID.MatchString(ref)
}

// locationID tells the v3 id of a location from a name: ids are long, without
// blanks, and have digits or `$` in them (inferred).
var locationID = regexp.MustCompile(`^[A-Za-z0-9$_=~-]*[0-9$][A-Za-z0-9$_=~-]*$`)

const shortestLocationID = 12

// FindLocation gives the v3 id of a location that is named by id, by name or by
// city. An id is taken at its word: nothing is sent for it.
func (s *Session) FindLocation(ctx context.Context, ref Ref) (string, error) {
	name := string(ref)
	if IsLocationID(name) {
		return name, nil
	}
	found, err := lookup(ctx, s, "location\x00"+strings.ToLower(name), func(ctx context.Context) ([]Location, error) {
		const limit = "100"
		return everyPage(ctx, func(ctx context.Context, offset string) (v3Page[Location], error) {
			var page v3Page[Location]
			err := s.do(ctx, request{
				operation: "location_v3_list",
				query:     query("name", name, "limit", limit, "offset", offset),
			}, &page)
			return page, err
		})
	})
	if err != nil {
		return "", err
	}
	i, err := pick("location", ref, places(found, func(l Location) string { return l.Name }))
	var none *LookupError
	if errors.As(err, &none) && !none.Ambiguous {
		i, err = pick("location", ref, places(found, func(l Location) string { return firstOf(l.City, l.Name) }))
	}
	if err != nil {
		return "", err
	}
	return found[i].ID, nil
}

// places makes locations choices by one of their names.
func places(locations []Location, name func(Location) string) []choice {
	choices := make([]choice, len(locations))
	for i, l := range locations {
		choices[i] = choice{id: l.ID, name: name(l), about: firstOf(l.Subdivision, l.Country)}
	}
	return choices
}
