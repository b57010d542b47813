package requests_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

type listing struct {
	Requests []struct {
		RequestID string `json:"request_id"`
	} `json:"requests"`
	Total      *int   `json:"total"`
	NextCursor string `json:"next_cursor"`
	Note       string `json:"note"`
}

func TestRequestsOfAReportAreListed(t *testing.T) {
	t.Parallel()
	audit := args{"report_id": testkit.ReportID(t, "Munich calibration audit")}
	for _, c := range []struct {
		name     string
		options  []testkit.Option
		more     args
		requests int
	}{
		{"the owner", nil, nil, 1},
		{"an approver", []testkit.Option{testkit.As(testkit.Tom)}, args{"role": "manager"}, 1},
		{"an approver who does not say so", []testkit.Option{testkit.As(testkit.Tom)}, nil, 2},
		{"a proxy", []testkit.Option{testkit.As(testkit.Ada)}, args{"user": testkit.Rita}, 2},
		{"the company", []testkit.Option{testkit.CompanyOnly()}, args{"user": testkit.Rita}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			var list listing
			kit.Call("list_report_requests", testkit.With(audit, c.more)).Into(&list)
			assert.Len(t, kit.Operations(), c.requests)
			assert.Equal(t, 1, *list.Total)
			assert.Regexp(t, "^[0-9A-F]{32}$", list.Requests[0].RequestID)
			assert.Empty(t, list.Note)
		})
	}
}

func TestAListOfRequestsHasPages(t *testing.T) {
	t.Parallel()
	fair := args{"report_id": testkit.ReportID(t, "Sensor+Test fair"), "limit": 1}
	kit := testkit.New(t)
	var first, second listing
	kit.Call("list_report_requests", fair).Into(&first)
	kit.Call("list_report_requests", testkit.With(fair, args{"cursor": first.NextCursor})).Into(&second)
	assert.NotEqual(t, first.Requests[0], second.Requests[0])
	assert.Empty(t, second.NextCursor)
}

func TestAReportWithoutRequestsSaysSo(t *testing.T) {
	t.Parallel()
	var list listing
	testkit.New(t).Call("list_report_requests", args{"report_id": testkit.ReportID(t, "Porto plant visit")}).Into(&list)
	assert.Empty(t, list.Requests)
	assert.Contains(t, list.Note, "no request")
}

func TestRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	audit := args{"report_id": testkit.ReportID(t, "Munich calibration audit")}
	failure := testkit.New(t, testkit.As(testkit.Luca)).Call("list_report_requests", audit).Failure()
	assert.Contains(t, failure["message"], "may not access")
	assert.Contains(t, failure["next_step"], "user")
	failure = testkit.New(t, testkit.CompanyOnly()).Call("list_report_requests", audit).Failure()
	assert.Contains(t, failure["next_step"], "user")
	kit := testkit.New(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "get_request_associations", Kind: simulator.Garbage, Bytes: 10})
	assert.Equal(t, "nothing_changed", kit.Call("list_report_requests", audit).Failure()["changed"])
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for _, bad := range []args{
		{},
		{"report_id": "x"},
		{"report_id": "7A90C4E15B2D4F6883AC", "role": "auditor"},
		{"report_id": "7A90C4E15B2D4F6883AC", "limit": 0},
		{"report_id": "7A90C4E15B2D4F6883AC", "user": "a\nb"},
		{"report_id": "7A90C4E15B2D4F6883AC", "expense_id": "x"},
		{"report_id": "7A90C4E15B2D4F6883AC/../x"},
	} {
		failure := kit.Call("list_report_requests", bad).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"])
		assert.NotEmpty(t, failure["next_step"])
		assert.Empty(t, kit.Sim.Journal())
	}
}
