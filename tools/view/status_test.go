package view

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStatusesStandForTheirCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wish, known string
		codes       []string
	}{
		{"submitted", "submitted", []string{"A_AAFH", "A_EXTV", "A_FILE", "A_PBDG", "A_PECO", "A_PEND", "A_PVAL", "A_RHLD"}},
		{" Sent-Back ", "sent back", []string{"A_RESU"}},
		{"not_submitted", "not submitted", []string{"A_NOTF"}},
		{"approved,a_texp", "A_TEXP,approved", []string{"A_ACCO", "A_APPR", "A_TEXP"}},
		{"approved, approved, A_APPR", "A_APPR,approved", []string{"A_ACCO", "A_APPR"}},
		{"A_ZZ9", "A_ZZ9", []string{"A_ZZ9"}},
	} {
		var status ApprovalStatus
		require.NoError(t, status.UnmarshalText([]byte(c.wish)), c.wish)
		assert.Equal(t, ApprovalStatus(c.known), status)
		assert.Equal(t, c.codes, status.Codes(), c.wish)
	}
	var payment PaymentStatus
	require.NoError(t, payment.UnmarshalText([]byte("Paid")))
	assert.Equal(t, []string{"P_PAID", "P_PAYC"}, payment.Codes())
	assert.Nil(t, ApprovalStatus("").Codes())
	for _, wish := range []string{"", "done", "approved,", "A_", "A_PEND&x=1", "../A"} {
		assert.Error(t, payment.UnmarshalText([]byte(wish)), wish)
	}
}

func TestStatusCodesTellHowFarAReportIs(t *testing.T) {
	t.Parallel()
	for code, want := range map[string][2]bool{
		"A_NOTF": {false, false}, "A_RESU": {false, false}, "": {false, false}, "A_PEND": {true, false}, "A_ZZ9": {true, false},
		"A_ACCO": {true, true}, "A_APPR": {true, true},
	} {
		assert.Equal(t, want, [2]bool{IsSubmitted(code), IsApproved(code)}, code)
	}
}

func TestTimesOfV3AreShownAsUTC(t *testing.T) {
	t.Parallel()
	for v3, want := range map[string]string{
		"2024-04-02T09:14:07.21": "2024-04-02T09:14:07Z", "2024-04-02T00:00:00": "2024-04-02T00:00:00Z",
		"2024-04-02T09:14:07.047Z": "2024-04-02T09:14:07Z", "": "", "soon": "soon",
	} {
		assert.Equal(t, want, Instant(v3), v3)
	}
	assert.Equal(t, "2024-04-02", Day("2024-04-02T00:00:00"))
	assert.Equal(t, "2024-04-02", Day("2024-04-02"))
}
