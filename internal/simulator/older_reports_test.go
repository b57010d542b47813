package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func reportV3Path(r *report) string { return reportsV3 + "/" + r.id }

func TestAReportOfV3IsReadByItsOwnerAndAdministrators(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	var shown map[string]any
	s.get(rita, reportV3Path(r)).into(t, &shown)
	for name, want := range map[string]any{
		"ID": r.id, "Name": r.name, "OwnerLoginID": rita, "ApproverLoginID": tom, "ApprovalStatusCode": "A_PEND", "Custom1": nil,
		"PolicyID": s.state.policyOf(r).v3ID,
	} {
		assert.Equal(t, want, shown[name], name)
	}
	assert.NotContains(t, shown, "Purpose", "it is written only")
	for path, want := range map[string]map[string]int{
		reportV3Path(r):                     {rita: 200, luca: 403, tom: 403, ada: 403, office: 403},
		reportV3Path(r) + "?user=" + rita:   {rita: 200, luca: 403, tom: 403, ada: 200},
		reportV3Path(r) + "?user=ALL":       {ada: 400},
		reportsV3 + "/0123456789ABCDEF0123": {rita: 404},
	} {
		for login, status := range want {
			assert.Equal(t, status, s.get(login, path).status, "%s of %s", path, login)
		}
	}
}

func TestAReportOfV3IsMadeUnderTheDefaultPolicy(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	other := s.state.policies[len(s.state.policies)-1]
	body := `{"Name": "Lisbon onsite", "Purpose": "Customer workshop", "Comment": "Week 13", "UserDefinedDate": "2026-02-24",
		"PolicyID": "` + other.v3ID + `", "Custom3": "CC-310", "Custom16": "PO-7781"}`
	answer := s.do(rita, http.MethodPost, reportsV3, body)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var made createdV3
	answer.into(t, &made)
	r := s.state.report(made.ID)
	require.NotNil(t, r)
	assert.Equal(t, InProcessURL+reportsV3+"/"+r.id, made.URI)
	assert.Equal(t, s.state.person(s.id(rita)).policies[0], r.policyID, "PolicyID is ignored")
	assert.NotEqual(t, other.id, r.policyID)
	assert.Equal(t, []string{"Lisbon onsite", "Customer workshop", "2026-02-24", "A_NOTF", "PO-7781"},
		[]string{r.name, r.purpose, r.reportDate.Format(time.DateOnly), r.approvalStatus, r.custom["custom16"]})
	assert.Equal(t, "Week 13", r.comments[0].text)

	assert.Equal(t, 403, s.do(luca, http.MethodPost, reportsV3+"?user="+rita, body).status)
	answer = s.do(ada, http.MethodPost, reportsV3+"?user="+rita, `{"Name": "For Rita"}`)
	answer.into(t, &made)
	assert.Equal(t, s.id(rita), s.state.report(made.ID).ownerID)
}

func TestAReportOfV3IsRefusedForItsMistakes(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"a name that is too long":      `{"Name": "` + strings.Repeat("x", 41) + `"}`,
		"a purpose that is too long":   `{"Name": "x", "Purpose": "` + strings.Repeat("x", 501) + `"}`,
		"a comment that is too long":   `{"Name": "x", "Comment": "` + strings.Repeat("x", 501) + `"}`,
		"an empty name":                `{"Name": " "}`,
		"a day that is none":           `{"Name": "x", "UserDefinedDate": "2026-02-30"}`,
		"a custom field of nobody":     `{"Name": "x", "Custom20": "x"}`,
		"an unknown list item":         `{"Name": "x", "Custom3": "CC-000"}`,
		"a value that is too long":     `{"Name": "x", "Custom16": "` + strings.Repeat("x", 49) + `"}`,
		"a custom field of another":    `{"Name": "x", "Custom16": 7}`,
		"a name that is no text":       `{"Name": 7}`,
		"a list where an object is up": `[]`,
	}
	for name, body := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r, count := s.newReport(rita, "As it was"), len(s.state.reports)
			before := *r
			for method, path := range map[string]string{http.MethodPost: reportsV3, http.MethodPut: reportV3Path(r)} {
				answer := s.do(rita, method, path, body)
				assert.Equal(t, http.StatusBadRequest, answer.status, answer.body)
			}
			assert.Len(t, s.state.reports, count)
			assert.Equal(t, before, *r, "a refusal changes nothing")
		})
	}
	s := newScene(t)
	assert.Equal(t, http.StatusBadRequest, s.do(rita, http.MethodPost, reportsV3, `{"Purpose": "No name"}`).status)
}

func TestAReportOfV3IsUpdatedInPart(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Porto plant visit")
	purpose, cost := r.purpose, r.custom["custom3"]
	require.NotEmpty(t, cost)
	body := `{"Name": "Porto, twice", "Comment": "Second visit added", "Custom16": "PO-9"}`
	require.Equal(t, "204", s.do(rita, http.MethodPut, reportV3Path(r), body).outcome(t))
	assert.Equal(t, []string{"Porto, twice", purpose, cost, "PO-9", "Second visit added"},
		[]string{r.name, r.purpose, r.custom["custom3"], r.custom["custom16"], r.comments[len(r.comments)-1].text})
	require.Equal(t, "204", s.do(rita, http.MethodPut, reportV3Path(r), `{"Custom16": ""}`).outcome(t))
	assert.NotContains(t, r.custom, "custom16")
	assert.Equal(t, 403, s.do(luca, http.MethodPut, reportV3Path(r), body).status)
	assert.Equal(t, 204, s.do(ada, http.MethodPut, reportV3Path(r)+"?user="+rita, body).status)
	assert.Equal(t, 404, s.do(rita, http.MethodPut, reportsV3+"/0123456789ABCDEF0123", body).status)
}

func TestTheStateOfAReportDecidesAboutItsV3Writes(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]int{
		"A_NOTF": 204, "A_RESU": 204, "A_RESU sent back": 204, "A_PEND": 400, "A_ACCO": 400, "P_PROC": 400, "P_PAID": 400,
	} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.bring(state)
			before := len(r.expenses)
			assert.Equal(t, want, s.do(luca, http.MethodPut, reportV3Path(r), `{"Name": "Renamed"}`).status)
			entry := entriesV3 + "/" + url.PathEscape(r.expenses[0].v3ID)
			assert.Equal(t, want, s.do(luca, http.MethodDelete, entry, "").status)
			if want == 204 {
				before--
				assert.Equal(t, 404, s.do(luca, http.MethodDelete, entry, "").status, "it is gone")
			}
			assert.Len(t, r.expenses, before)
		})
	}
}

func TestWhoMayDeleteAnEntry(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	e := s.report("Porto plant visit").expenses[0]
	path := entriesV3 + "/" + url.PathEscape(e.v3ID)
	for login, want := range map[string]int{luca: 403, tom: 403, ada: 403, office: 403} {
		assert.Equal(t, want, s.do(login, http.MethodDelete, path, "").status, login)
	}
	answer := s.do(ada, http.MethodDelete, path+"?user="+rita, "")
	assert.Equal(t, 204, answer.status)
	assert.NotEmpty(t, answer.header.Get("X-Api-Warn"), "it is deprecated")
	assert.Equal(t, 404, s.do(rita, http.MethodDelete, entriesV3+"/gWnone$s", "").status)
}

func TestAGroupConfigurationIsReadByItsID(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	const groups = "/api/v3.0/expense/expensegroupconfigurations"
	path := groups + "/" + url.PathEscape(s.state.company.groupID)
	var mine, theirs groupConfiguration
	s.get(rita, path).into(t, &mine)
	s.get(ada, path+"?user="+rita).into(t, &theirs)
	assert.Equal(t, mine, theirs)
	assert.Equal(t, s.state.company.groupID, mine.ID)
	assert.True(t, strings.HasSuffix(mine.URI, groups+"/"+mine.ID))
	require.NotEmpty(t, mine.Policies)
	assert.True(t, mine.Policies[0].IsDefault)
	assert.Equal(t, 404, s.get(rita, groups+"/gWv5bjnone").status)
	assert.Equal(t, 403, s.get(rita, path+"?user="+luca).status)
	assert.Equal(t, 400, s.get(ada, path+"?user=ALL").status)
}

func TestDigestsAreReportsInShort(t *testing.T) {
	t.Parallel()
	const digests = "/api/v3.0/expense/reportdigests"
	s := newScene(t)
	rows, pages := walk[map[string]any](t, s, ada, digests+"?user=ALL")
	assert.Equal(t, 1, pages, "a page has 100 rows")
	require.Len(t, rows, len(s.state.reports))
	_, pages = walk[map[string]any](t, s, ada, digests+"?user=ALL&limit=10")
	assert.Equal(t, 5, pages)
	r := s.state.report(rows[0]["ID"].(string))
	assert.Equal(t, *momentV3(r.modified), rows[0]["ReportHeaderLastModifiedDate"])
	for _, longer := range []string{"LastModifiedDate", "PersonalAmount", "PolicyID", "HasException", "Custom1"} {
		assert.NotContains(t, rows[0], longer)
	}
	pending, _ := walk[reportRow](t, s, ada, digests+"?user=ALL&approvalStatusCode=A_PEND")
	assert.Len(t, pending, 12)
	onCost, _ := walk[reportRow](t, s, ada, digests+"?user=ALL&costObject=cc-310")
	assert.NotEmpty(t, onCost)
	assert.Less(t, len(onCost), len(rows))
	for _, row := range onCost {
		assert.True(t, s.state.usesCostObject(s.state.report(row.ID), "CC-310"))
	}
	none, _ := walk[reportRow](t, s, ada, digests+"?user=ALL&costObject=nothing")
	assert.Empty(t, none)

	mine := s.report("Munich calibration audit")
	var one map[string]any
	s.get(rita, digests+"/"+mine.id).into(t, &one)
	assert.Equal(t, mine.name, one["Name"])
	assert.Equal(t, InProcessURL+digests+"/"+mine.id, one["URI"])
	for path, want := range map[string]int{
		digests + "/" + mine.id: 403, digests + "?user=" + rita: 403, digests + "/0123456789ABCDEF0123": 404, digests + "?hasVAT=maybe": 400,
	} {
		assert.Equal(t, want, s.get(luca, path).status, path)
	}
}
