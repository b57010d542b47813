package simulator

import (
	"encoding/base64"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

const locationsPerPage = 25 // Locations v3: the default of limit

type locationPage struct {
	Items    []locationItem
	NextPage *string
}

type locationItem struct {
	ID                 string
	Name               string
	City               string
	Country            string
	CountrySubdivision string
	IATACode           string
	IsAirport          bool
	IsBookingTool      bool
	URI                string
}

// listLocations is GET /api/v3.0/common/locations. Names and cities match in part
// and in any case, countries and subdivisions as a whole (inferred: the page does
// not say how it compares).
func listLocations(st *state, c *call) reply {
	first, okOffset := offsetOf(c.query.Get("offset"))
	limit, okLimit := limitOf(c.query.Get("limit"), locationsPerPage)
	if !okOffset || !okLimit {
		return refuseV3(c, http.StatusBadRequest, "offset or limit is not valid")
	}
	page := locationPage{Items: []locationItem{}}
	matched := 0
	for _, l := range st.locations {
		if !l.matches(c) {
			continue
		}
		matched++
		if matched <= first {
			continue
		}
		if len(page.Items) == limit {
			next := c.nextPage(first + limit)
			page.NextPage = &next
			break
		}
		page.Items = append(page.Items, locationItem{
			ID: l.v3ID, Name: l.name, City: l.city, Country: l.country, CountrySubdivision: l.subdivison,
			IATACode: l.iata, IsAirport: l.iata != "", URI: c.base + c.op.Path + "/" + l.v3ID,
		})
	}
	return ok(page)
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
		equals(l.country, "country") && equals(l.subdivison, "countrySubdivision")
}

// nextPage is the address of the page that begins after so many items: the same
// call with an opaque offset.
func (c *call) nextPage(after int) string {
	query := maps.Clone(c.query)
	query.Set("offset", base64.RawURLEncoding.EncodeToString([]byte("after:"+strconv.Itoa(after))))
	return c.base + c.uri + "?" + query.Encode()
}

func offsetOf(text string) (int, bool) {
	if text == "" {
		return 0, true
	}
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return 0, false
	}
	after, found := strings.CutPrefix(string(plain), "after:")
	offset, err := strconv.Atoi(after)
	return offset, found && err == nil && offset >= 0
}

func limitOf(text string, otherwise int) (int, bool) {
	if text == "" {
		return otherwise, true
	}
	limit, err := strconv.Atoi(text)
	return limit, err == nil && limit > 0
}
