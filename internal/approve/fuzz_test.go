package approve_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

// FuzzOpen holds that a confirmation is opened as it was sealed and in no other form: not
// with a byte changed, cut out or put in, and not one that somebody made up.
func FuzzOpen(f *testing.F) {
	now := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	desk := approve.NewDesk(tokenstore.NewMemory(), func() time.Time { return now })
	meant := approve.Confirmation{
		Principal: "local", Tool: "delete_report", Arguments: strings.Repeat("ab", 32), Request: strings.Repeat("cd", 32),
		Version: "7", Expires: now.Add(time.Minute),
	}
	sealed, err := desk.Seal(f.Context(), meant)
	require.NoError(f, err)
	for _, seed := range []string{
		"", ".", "20261120.", "2026-11-20.AAAA", "99999999.", sealed[:strings.IndexByte(sealed, '.')+1], "\x00.\x00", "a.b.c",
	} {
		f.Add(seed, uint16(0), "")
	}
	f.Add("", uint16(1), "A")
	f.Add("", uint16(30), "")
	f.Fuzz(func(t *testing.T, made string, at uint16, put string) {
		if _, err := desk.Open(t.Context(), "local", made); err == nil && strings.TrimSpace(made) != sealed {
			t.Errorf("%q was opened, and nobody sealed it", made)
		} else if err != nil {
			problem, ok := err.(tools.Problem) //nolint:errorlint // The error itself is to be one.
			require.True(t, ok, "%q gives %T", made, err)
			require.Equal(t, string(tools.NothingChanged), problem.WhatChanged())
		}
		place := int(at) % len(sealed)
		altered := sealed[:place] + put + sealed[min(len(sealed), place+max(1, len(put))):]
		got, err := desk.Open(t.Context(), "local", altered)
		if strings.TrimSpace(altered) != sealed {
			require.Error(t, err, "%q was opened", altered)
			return
		}
		require.NoError(t, err)
		require.Equal(t, meant.Arguments, got.Arguments)
	})
}
