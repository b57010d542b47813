package simulator

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

func TestJournalTellsWhatHappened(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	bearer, report := access(t, s, traveller), aReport(t, s)
	get(t, s, "/api/v3.0/common/locations?city=lis&limit=2", bearer)
	send(t, s, http.MethodPost, uploadPath+report, bearer, aPDF, "Content-Type", "application/pdf")
	send(t, s, http.MethodPost, "/profile/identity/v4.1/Users/.search", companyAccess(t, s), `{"schemas":[]}`)
	get(t, s, "/nowhere?code=secret", bearer)

	entries := s.Journal()
	require.Len(t, entries, 6)
	for i, entry := range entries {
		assert.Equal(t, i+1, entry.Number)
		assert.Equal(t, c.now(), entry.Time)
	}
	signIn, list, upload, search, unknown := entries[0], entries[1], entries[2], entries[4], entries[5]

	assert.Equal(t, "oauth_token", signIn.Operation)
	assert.Empty(t, signIn.RequestBody, "it holds secrets")
	assert.Positive(t, signIn.RequestBytes)

	assert.Equal(t, http.MethodGet, list.Method)
	assert.Equal(t, "/api/v3.0/common/locations", list.Path)
	assert.Equal(t, "city=lis&limit=2", list.Query)
	assert.Equal(t, "location_v3_list", list.Operation)
	assert.Equal(t, catalogue.User, list.Token)
	assert.Equal(t, userID(t, s, traveller), list.Subject)
	assert.Equal(t, http.StatusOK, list.Status)
	assert.Positive(t, list.ResponseBytes)
	assert.True(t, list.Handled)
	assert.False(t, list.Committed, "it only reads")

	assert.Empty(t, upload.RequestBody, "an image")
	assert.Equal(t, len(aPDF), upload.RequestBytes)
	assert.Equal(t, http.StatusCreated, upload.Status)
	assert.True(t, upload.Committed)

	assert.Equal(t, catalogue.Company, search.Token)
	assert.JSONEq(t, `{"schemas":[]}`, string(search.RequestBody))
	assert.Equal(t, http.StatusBadRequest, search.Status)

	assert.Empty(t, unknown.Operation)
	assert.Empty(t, unknown.Query)
	assert.False(t, unknown.Handled)
	assert.Equal(t, http.StatusNotFound, unknown.Status)

	writes := s.Writes()
	require.Len(t, writes, 1)
	assert.Equal(t, "upload_report_image_v1", writes[0].Operation)

	send(t, s, http.MethodPost, uploadPath+report, bearer, "not an image", "Content-Type", "application/pdf")
	require.Len(t, s.Writes(), 2)
	assert.False(t, s.Writes()[1].Committed, "it was refused")

	printed := fmt.Sprintf("%+v", entries)
	for _, secret := range []string{bearer, ClientSecret, UserTokenPrefix, "secret"} {
		assert.NotContains(t, printed, secret)
	}
	s.ResetJournal()
	assert.Empty(t, s.Journal())
	get(t, s, "/oauth2/v0/jwks", "")
	assert.Equal(t, 1, s.Journal()[0].Number)
}

func TestJournalForgetsTheOldest(t *testing.T) {
	t.Parallel()
	var j journal
	for range journalLimit + 3 {
		j.add(Entry{}, answer{})
	}
	assert.Len(t, j.entries, journalLimit)
	assert.Equal(t, 4, j.entries[0].Number)
	assert.Equal(t, journalLimit+3, j.entries[journalLimit-1].Number)
}
