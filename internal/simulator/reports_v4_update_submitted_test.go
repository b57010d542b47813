package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheCompanyChangesASubmittedReport(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	cost := s.state.customField("custom3").items[1].id
	body := fmt.Sprintf(`{"name": "Munich (audited)", "comment": "Cost centre corrected", "isPaperReceiptsReceived": true,
		"customData": [{"id": "custom3", "value": %q}]}`, strings.ToLower(dashed(cost)))
	purpose, project := r.purpose, r.custom["custom16"]
	require.Equal(t, "204", s.do(office, http.MethodPatch, short(r), body).outcome(t))
	assert.Equal(t, []any{"Munich (audited)", purpose, true, cost, project, "Cost centre corrected", "A_PEND"},
		[]any{r.name, r.purpose, r.receiptsIn, r.custom["custom3"], r.custom["custom16"], r.comments[len(r.comments)-1].text, r.approvalStatus})
	assert.Equal(t, s.clock.now(), r.modified)
	require.Equal(t, "204", s.do(office, http.MethodPatch, short(r), `{"businessPurpose": null}`).outcome(t))
	assert.Empty(t, r.purpose)
}

func TestWhoMayChangeASubmittedReport(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	for login, want := range map[string]int{rita: 401, tom: 401, ada: 401, office: 204} {
		assert.Equal(t, want, s.do(login, http.MethodPatch, short(r), `{"name": "Renamed"}`).status, login)
	}
	assert.Equal(t, 404, s.do(office, http.MethodPatch, "/expensereports/v4/reports/0123456789ABCDEF0123", `{}`).status)
}

func TestASubmittedReportChangesUntilItIsPaid(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]int{
		"A_NOTF": 204, "A_RESU": 204, "A_PEND": 204, "A_ACCO": 204, "P_PROC": 204, "P_PAID": 400, "P_PAYC": 400,
	} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.bring(state)
			answer := s.do(office, http.MethodPatch, short(r), `{"name": "Renamed"}`)
			assert.Equal(t, want, answer.status, answer.body)
			assert.Equal(t, want == 204, r.name == "Renamed")
		})
	}
	s := newScene(t)
	r := s.bring("A_RESU")
	r.reopened = true
	assert.Equal(t, 403, s.do(office, http.MethodPatch, short(r), `{"name": "Renamed"}`).status)
}

func TestAChangeOfASubmittedReportIsRefusedForItsMistakes(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a member of the other patch": `{"name": "x", "reportSource": "OTHER"}`,
		"an empty name":               `{"name": ""}`,
		"a purpose that is too long":  `{"businessPurpose": "` + strings.Repeat("x", 65) + `"}`,
		"a list item by its code":     `{"customData": [{"id": "custom3", "value": "CC-310"}]}`,
		"an unknown field":            `{"customData": [{"id": "custom20", "value": "x"}]}`,
		"no JSON":                     `<Report/>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Munich calibration audit")
			before := *r
			assert.Equal(t, 400, s.do(office, http.MethodPatch, short(r), body).status)
			assert.Equal(t, before, *r, "a refusal changes nothing")
		})
	}
}
