package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnUpdateIsAMergePatch(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Lisbon home office")
	path := s.path(rita, "TRAVELER", r)
	cost := s.state.customField("custom3").items[1].id
	require.Equal(t, "204", s.do(rita, http.MethodPatch, path, fmt.Sprintf(`{"reportSource": "OTHER", "businessPurpose": "Running costs",
		"comment": "Corrected", "policy": "ignored",
		"customData": [{"id": "custom3", "value": %q}], "isCopyDownInherited": true}`, cost)).outcome(t))
	assert.Equal(t, []any{"Lisbon home office", "Running costs", 1}, []any{r.name, r.purpose, r.version}, "what is absent stays")
	assert.Equal(t, map[string]string{"custom3": cost, "custom16": "PO-7781"}, r.custom, "custom fields are merged by id")
	assert.Equal(t, cost, r.expenses[0].custom["custom3"])
	assert.Equal(t, "Corrected", r.comments[0].text)
	assert.Equal(t, s.clock.now(), r.modified)

	cleared := `{"businessPurpose": null, "customData": [{"id": "custom16", "value": null}]}`
	require.Equal(t, "204", s.do(rita, http.MethodPatch, path, cleared).outcome(t))
	assert.Empty(t, r.purpose)
	assert.Equal(t, map[string]string{"custom3": cost}, r.custom)

	require.Equal(t, "204", s.do(rita, http.MethodPatch, path, `{"customData": null, "isCopyDownInherited": true}`).outcome(t))
	assert.Empty(t, r.custom, "null clears them all")
	assert.Empty(t, r.expenses[0].custom, "and flows down like a value")
}

func TestAnUpdateIsRefusedForItsMistakesAsAWhole(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"an unknown source":             `{"name": "New", "reportSource": "PHONE"}`,
		"no name":                       `{"businessPurpose": "New", "name": null}`,
		"a name that is too long":       `{"businessPurpose": "New", "name": "` + strings.Repeat("x", 41) + `"}`,
		"a v3 policy":                   `{"name": "New", "policyId": "gWm$s"}`,
		"a custom field of nobody":      `{"name": "New", "customData": [{"id": "custom40", "value": "x"}]}`,
		"an end before the beginning":   `{"name": "New", "startDate": "2026-03-01", "endDate": "2026-02-01"}`,
		"a switch that is not a switch": `{"name": "New", "isPaperReceiptsReceived": "yes"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Lisbon home office")
			before := *r
			assert.Equal(t, "400", s.do(rita, http.MethodPatch, s.path(rita, "TRAVELER", r), body).outcome(t))
			assert.Equal(t, before, *r)
		})
	}
}

func TestAReportMovesBetweenPolicies(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	empty := s.newReport(marcus, "Empty")
	emea := fmt.Sprintf(`{"policyId": %q}`, s.state.policies[0].id)
	require.Equal(t, "204", s.do(marcus, http.MethodPatch, s.path(marcus, "TRAVELER", empty), emea).outcome(t))
	assert.Equal(t, "EUR", empty.currency)
	full := s.newReport(marcus, "Full")
	s.addEntry(marcus, full, "TAXIX", "12")
	assert.Equal(t, "400", s.do(marcus, http.MethodPatch, s.path(marcus, "TRAVELER", full), emea).outcome(t), "its expenses are in dollars")
	assert.Equal(t, "404", s.do(rita, http.MethodPatch, s.path(rita, "TRAVELER", s.report("Lisbon home office")),
		fmt.Sprintf(`{"policyId": %q}`, s.state.policies[1].id)).outcome(t), "not a policy of hers")
}
