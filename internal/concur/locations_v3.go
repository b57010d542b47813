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
}

// locationID tells the v3 id of a location from a name: ids are long, without
// blanks, and have digits or `$` in them (inferred).
var locationID = regexp.MustCompile(`^[A-Za-z0-9$_=~-]*[0-9$][A-Za-z0-9$_=~-]*$`)

const shortestLocationID = 12

// FindLocation gives the v3 id of a location that is named by id, by name or by
// city. An id is taken at its word: nothing is sent for it.
func (s *Session) FindLocation(ctx context.Context, ref Ref) (string, error) {
	name := string(ref)
	if len(name) >= shortestLocationID && locationID.MatchString(name) {
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
