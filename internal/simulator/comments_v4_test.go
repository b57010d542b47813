package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func texts(t *testing.T, answer received) []string {
	t.Helper()
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var rows []commentDetails
	answer.into(t, &rows)
	found := []string{}
	for _, row := range rows {
		found = append(found, row.Comment)
	}
	return found
}

func TestCommentsAreWrittenReadChangedAndDeleted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		login string
		path  func(*scene, *report) string
	}{
		"the owner, on the header":   {rita, func(s *scene, r *report) string { return s.path(rita, "TRAVELER", r) }},
		"the company, on the header": {office, func(_ *scene, r *report) string { return short(r) }},
		"the owner, on an expense": {
			rita, func(s *scene, r *report) string { return s.path(rita, "TRAVELER", r) + "/expenses/" + r.expenses[0].id },
		},
		"the company, on an expense": {office, func(_ *scene, r *report) string { return short(r) + "/expenses/" + r.expenses[0].id }},
		"the proxy, on an expense": {
			ada, func(s *scene, r *report) string { return s.path(rita, "PROXY", r) + "/expenses/" + r.expenses[0].id },
		},
		"the owner, on an itemization": {rita, func(s *scene, r *report) string {
			return s.path(rita, "TRAVELER", r) + "/expenses/" + r.expenses[1].itemizations[0].id
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Porto plant visit")
			r.comments = nil
			path := c.path(s, r) + "/comments"
			assert.Empty(t, texts(t, s.get(c.login, path)))
			assert.Equal(t, "404", s.do(c.login, http.MethodPut, path, `{"comment": "x"}`).outcome(t))
			assert.Equal(t, "404", s.do(c.login, http.MethodDelete, path, "").outcome(t))
			answer := s.do(c.login, http.MethodPost, path, `{"comment": "First"}`)
			require.Equal(t, "201", answer.outcome(t), answer.body)
			var made createdURI
			answer.into(t, &made)
			assert.True(t, strings.HasSuffix(made.URI, path), "it names the comments: a comment has no id")
			require.Equal(t, "201", s.do(c.login, http.MethodPost, path, `{"comment": "Second"}`).outcome(t))
			require.Equal(t, "200", s.do(c.login, http.MethodPut, path, `{"comment": "Third"}`).outcome(t))
			assert.Equal(t, []string{"First", "Third"}, texts(t, s.get(c.login, path)))
			require.Equal(t, "204", s.do(c.login, http.MethodDelete, path, "").outcome(t))
			require.Equal(t, "204", s.do(c.login, http.MethodDelete, path, "").outcome(t), "the earlier one is the latest then")
			assert.Empty(t, texts(t, s.get(c.login, path)))
		})
	}
}

func TestACommentSaysWhoWroteItAndWhere(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	require.Equal(t, "201", s.do(ada, http.MethodPost, s.path(rita, "PROXY", r)+"/comments", `{"comment": "On her behalf"}`).outcome(t))
	require.Equal(t, "201", s.do(tom, http.MethodPost, s.path(tom, "MANAGER", r)+"/comments", `{"comment": "Which customers?"}`).outcome(t))
	e := r.expenses[0]
	require.Equal(t, "201", s.do(office, http.MethodPost, short(r)+"/expenses/"+e.id+"/comments", `{"comment": "Checked"}`).outcome(t))
	var rows []commentDetails
	s.get(rita, s.path(rita, "TRAVELER", r)+"/comments?includeAllComments=true").into(t, &rows)
	at := slices.IndexFunc(rows, func(row commentDetails) bool { return row.Comment == "On her behalf" })
	require.GreaterOrEqual(t, at, 0)
	assert.Equal(t, s.id(ada), rows[at].Author.EmployeeUUID)
	assert.Equal(t, s.id(rita), rows[at].CreatedForEmployeeID)
	assert.Nil(t, rows[at].ExpenseID)
	assert.Equal(t, &r.stepID, rows[at].StepInstanceID)
	assert.Equal(t, "2026-03-02T09:30:00.000Z", rows[at].CreationDate)
	last := rows[len(rows)-1]
	assert.Equal(t, "Checked", last.Comment)
	assert.Equal(t, &e.id, last.ExpenseID)
	assert.Equal(t, s.id(rita), last.Author.EmployeeUUID, "what the company writes counts as the owner's")
	headers := texts(t, s.get(tom, s.path(tom, "MANAGER", r)+"/comments"))
	assert.Contains(t, headers, "Which customers?")
	assert.NotContains(t, headers, "Checked")
}

func TestEachAuthorHasALatestComment(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Paris onsite") // Tom commented on it
	path := s.path(rita, "TRAVELER", r) + "/comments"
	assert.Equal(t, "404", s.do(rita, http.MethodPut, path, `{"comment": "x"}`).outcome(t), "the only comment is Tom's")
	require.Equal(t, "201", s.do(rita, http.MethodPost, path, `{"comment": "Done"}`).outcome(t))
	var rows []commentDetails
	s.get(rita, path).into(t, &rows)
	require.Len(t, rows, 2)
	assert.True(t, rows[0].IsLatest)
	assert.True(t, rows[1].IsLatest)
	require.Equal(t, "204", s.do(rita, http.MethodDelete, path, "").outcome(t))
	assert.Len(t, r.comments, 1)
}

func TestCommentsAreRefused(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	own, manager := s.path(rita, "TRAVELER", r), s.path(tom, "MANAGER", r)
	expense := "/expenses/" + r.expenses[0].id
	for name, c := range map[string]struct {
		login, method, path, body, want string
	}{
		"no text": {rita, http.MethodPost, own + "/comments", `{"comment": " "}`, "400"},
		"no body": {rita, http.MethodPost, own + "/comments", "", "400"},
		"a long text": {
			rita, http.MethodPost, own + "/comments", fmt.Sprintf(`{"comment": %q}`, strings.Repeat("x", 2001)), "400",
		},
		"a number":                       {rita, http.MethodPut, own + "/comments", `{"comment": 3}`, "400"},
		"an approver's change":           {tom, http.MethodPut, manager + "/comments", `{"comment": "x"}`, "403"},
		"an approver on an expense":      {tom, http.MethodPost, manager + expense + "/comments", `{"comment": "x"}`, "403"},
		"somebody else":                  {luca, http.MethodPost, own + "/comments", `{"comment": "x"}`, "403"},
		"somebody else, reading":         {luca, http.MethodGet, own + "/comments", "", "403"},
		"a person on the company's path": {rita, http.MethodPost, short(r) + "/comments", `{"comment": "x"}`, "401"},
		"the company on a person's path": {office, http.MethodPost, own + "/comments", `{"comment": "x"}`, "403"},
		"an unknown expense":             {rita, http.MethodGet, own + "/expenses/0123456789ABCDEF0123456789ABCDEF/comments", "", "404"},
		"a comment on none": {
			rita, http.MethodPost, own + "/expenses/0123456789ABCDEF0123456789ABCDEF/comments", `{"comment": "x"}`, "404",
		},
		"an unknown report":     {office, http.MethodGet, "/expensereports/v4/reports/0123456789ABCDEF0123/comments", "", "404"},
		"a switch that is none": {rita, http.MethodGet, own + "/comments?includeAllComments=some", "", "400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			assert.Equal(t, c.want, s.do(c.login, c.method, c.path, c.body).outcome(t))
		})
	}
}

func TestCommentsAreWrittenInEveryState(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"A_NOTF", "A_RESU sent back", "A_PEND", "A_ACCO", "P_PROC", "P_PAID", "P_PAYC"} {
		s := newScene(t)
		r := s.bring(state)
		assert.Equal(t, "201", s.do(luca, http.MethodPost, s.path(luca, "TRAVELER", r)+"/comments", `{"comment": "x"}`).outcome(t), state)
	}
}
