package bench

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// reportPath is what precedes the id of a report that is fetched.
const reportPath = "/expensereports/v4/users/" + person + "/context/TRAVELER/reports/"

// person is the user of the canned report.
const person = "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601"

// upstream is a Concur on loopback that answers every GET with the report at once.
type upstream struct {
	*httptest.Server
	asked atomic.Int64
}

func newUpstream(b *testing.B) *upstream {
	b.Helper()
	u := &upstream{}
	u.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u.asked.Add(1)
		if !strings.HasPrefix(r.URL.Path, reportPath) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, cannedReport) // Who left does not count.
	}))
	b.Cleanup(u.Close)
	return u
}
