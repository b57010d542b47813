package simulator

import (
	"encoding/xml"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestV3SpeaksXMLToWhoDoesNotAskForJSON(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	bearer := access(t, s.Simulator, rita)
	plain := send(t, s.Simulator, http.MethodGet, "/api/v3.0/expense/reports?limit=2", bearer, "")
	assert.Equal(t, "application/xml", plain.header.Get("Content-Type"))
	var list struct {
		Items struct {
			Rows []struct {
				ID, Name, PaidDate string
				EverSentBack       bool
				Total              string
				Custom3            struct{ Code string }
			} `xml:"Item"`
		}
		NextPage string
	}
	require.NoError(t, xml.Unmarshal([]byte(plain.body), &list), plain.body)
	require.Len(t, list.Items.Rows, 2)
	first := s.state.report(list.Items.Rows[0].ID)
	assert.Equal(t, []string{first.name, "", s.state.totals(first).total.String(), "CC-110"},
		[]string{list.Items.Rows[0].Name, list.Items.Rows[0].PaidDate, list.Items.Rows[0].Total, list.Items.Rows[0].Custom3.Code})
	assert.Contains(t, list.NextPage, "limit=2&offset=", "escaped as XML wants it")

	v4 := send(t, s.Simulator, http.MethodGet, s.path(rita, "TRAVELER", first), bearer, "")
	assert.Equal(t, "application/json;charset=UTF-8", v4.header.Get("Content-Type"), "v4 knows JSON only")
	put := send(t, s.Simulator, http.MethodPut, entriesV3+"/"+first.expenses[0].v3ID, bearer, "{}")
	assert.Equal(t, http.StatusNoContent, put.status)
	assert.Empty(t, put.body)
}
