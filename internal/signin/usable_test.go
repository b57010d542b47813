package signin_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/signin"
)

func TestALinkIsUsable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		happens func(k *kit, s *surfer, link signin.Link)
		usable  bool
	}{
		{"when it is new", func(*kit, *surfer, signin.Link) {}, true},
		{"when somebody is on the way through Concur", func(_ *kit, s *surfer, link signin.Link) { s.open(link) }, true},
		{"with half of its time left", func(k *kit, _ *surfer, _ signin.Link) { k.wait(5 * time.Minute) }, true},
		{"not with less", func(k *kit, _ *surfer, _ signin.Link) { k.wait(5*time.Minute + time.Second) }, false},
		{"not once somebody has signed in", func(_ *kit, s *surfer, link signin.Link) {
			require.Equal(s.t, http.StatusOK, s.get(back("c", s.open(link))).status)
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := newKit(t)
			link := k.start(t)
			c.happens(k, k.surfer(t), link)
			assert.Equal(t, c.usable, k.Usable(t.Context(), link))
		})
	}
}

func TestNoLinkIsNotUsable(t *testing.T) {
	t.Parallel()
	assert.False(t, newKit(t).Usable(t.Context(), signin.Link{}))
}
