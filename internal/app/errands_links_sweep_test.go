package app

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/signin"
)

func TestLinksAreKeptNoLongerThanTheyAreGood(t *testing.T) {
	t.Parallel()
	rita, tom := caller.Caller{Principal: "token/rita"}, caller.Caller{Principal: "token/tom"}
	var links openLinks
	links.of(rita).link = signin.Link{URL: "ended", Expires: time.Now().Add(-time.Hour)}
	links.of(tom).link = signin.Link{URL: "good", Expires: time.Now().Add(time.Hour)}
	links.of(caller.Caller{Principal: "token/ada"})
	assert.NotContains(t, links.by, rita)
	assert.Equal(t, "good", links.of(tom).link.URL)
}
