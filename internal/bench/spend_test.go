package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// The size of the question that BenchmarkSpend asks.
const (
	spendReports = 40
	spendEach    = 10
	spendLatency = 50 * time.Millisecond
)

// BenchmarkSpend sums up 400 expenses in 40 reports over a line of 50 ms, at the rate
// at which Concur is asked. The budget is 3 s, with at most 8 requests under way at a
// time. Each call comes from a client that has not asked anything yet: one that has
// waits its turn.
func BenchmarkSpend(b *testing.B) {
	line := &slowLine{}
	kit := testkit.New(b, testkit.Through(line.to))
	fillReports(b, kit)
	line.latency.Store(int64(spendLatency))
	asked := map[string]any{
		"group_by": "expense_type", "date_of": "transaction", "from": "2026-01-15", "to": "2026-01-15",
	}
	for b.Loop() {
		b.StopTimer()
		kit := kit.As(testkit.Rita, testkit.Unhurried())
		b.StartTimer()
		var sum struct{ Expenses, Reports int }
		kit.Call("summarize_spend", asked).Into(&sum)
		if sum.Expenses != spendReports*spendEach || sum.Reports != spendReports {
			b.Fatalf("%d expenses in %d reports", sum.Expenses, sum.Reports)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/call")
	b.ReportMetric(float64(line.most.Load()), "in-flight")
}

// fillReports makes the reports, with expenses of a day on which there are no others.
func fillReports(b *testing.B, kit *testkit.Kit) {
	b.Helper()
	for i := range spendReports {
		var report struct {
			ID string `json:"report_id"`
		}
		kit.Call("create_report", map[string]any{"name": fmt.Sprintf("Trip %d", i)}).Into(&report)
		for n := range spendEach {
			var expense struct{}
			kit.Call("create_report_expense", map[string]any{
				"report_id": report.ID, "expense_type": "Dinner", "transaction_date": "2026-01-15",
				"amount": json.Number("12.50"), "currency": "EUR", "idempotency_key": fmt.Sprint(i, "/", n),
			}).Into(&expense)
		}
	}
}

// slowLine delays each request and counts those that are under way.
type slowLine struct {
	latency        atomic.Int64
	underWay, most atomic.Int64
	next           http.RoundTripper
}

func (l *slowLine) to(next http.RoundTripper) http.RoundTripper {
	l.next = next
	return l
}

// RoundTrip implements http.RoundTripper.
func (l *slowLine) RoundTrip(r *http.Request) (*http.Response, error) {
	now := l.underWay.Add(1)
	defer l.underWay.Add(-1)
	for most := l.most.Load(); now > most && !l.most.CompareAndSwap(most, now); {
		most = l.most.Load()
	}
	time.Sleep(time.Duration(l.latency.Load()))
	return l.next.RoundTrip(r)
}
