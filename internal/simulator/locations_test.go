package simulator

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type locationList struct {
	Items    []locationItem
	NextPage *string
}

func TestLocationsAreFoundByFilter(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	for query, want := range map[string][]string{
		"city=lisb":               {"Lisbon"},
		"name=ISBO":               {"Lisbon"},
		"city=Lisbon&country=pt":  {"Lisbon"},
		"city=Lisbon&country=ES":  {},
		"country=PT":              {"Lisbon", "Porto"},
		"country=P":               {},
		"city=atlantis":           {},
		"countrySubdivision=none": {},
		"administrativeRegion=x":  {},
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			var page locationList
			get(t, s, "/api/v3.0/common/locations?"+query, bearer).into(t, &page)
			var cities []string
			for _, found := range page.Items {
				cities = append(cities, found.City)
				assert.Equal(t, InProcessURL+"/api/v3.0/common/locations/"+found.ID, found.URI)
				assert.Regexp(t, uuidForm, found.LocationNameID)
				assert.Equal(t, s.state.locationV3(found.ID).id, v4ID(found.LocationNameID), "the same place in v4")
			}
			assert.ElementsMatch(t, want, cities)
		})
	}
}

func TestLocationPagesFollowOneAnother(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer, seen := access(t, s, traveller), map[string]bool{}
	path := "/api/v3.0/common/locations?limit=4&name="
	for page := 0; path != ""; page++ {
		require.Less(t, page, 30)
		var got locationList
		get(t, s, path, bearer).into(t, &got)
		assert.LessOrEqual(t, len(got.Items), 4)
		for _, found := range got.Items {
			assert.False(t, seen[found.ID], "a location that comes twice")
			seen[found.ID] = true
		}
		path = ""
		if got.NextPage != nil {
			assert.Len(t, got.Items, 4)
			path = strings.TrimPrefix(*got.NextPage, InProcessURL)
		}
	}
	assert.Len(t, seen, len(s.state.locations))
}

func TestLocationPagesThatAreRefused(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	for _, query := range []string{"offset=4", "offset=%21", "offset=YWZ0ZXI6LTE", "limit=0", "limit=-1", "limit=many"} {
		assert.Equal(t, http.StatusBadRequest, get(t, s, "/api/v3.0/common/locations?"+query, bearer).status, query)
	}
}
