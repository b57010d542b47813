package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMileageTakesAJourney(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, journey string
		want          int
	}{
		{"a distance", `{"StartLocation": "Porto", "EndLocation": "Lisbon", "BusinessDistance": 313, "UnitOfMeasure": "K"}`, 200},
		{
			"an odometer that agrees",
			`{"StartLocation": "A", "EndLocation": "B", "BusinessDistance": 30, "UnitOfMeasure": "K", "OdometerStart": 100, "OdometerEnd": 130}`,
			200,
		},
		{
			"an odometer that does not",
			`{"StartLocation": "A", "EndLocation": "B", "BusinessDistance": 30, "UnitOfMeasure": "K", "OdometerStart": 100, "OdometerEnd": 140}`,
			400,
		},
		{
			"an odometer that runs backwards",
			`{"StartLocation": "A", "EndLocation": "B", "BusinessDistance": 30, "UnitOfMeasure": "K", "OdometerStart": 100, "OdometerEnd": 70}`,
			400,
		},
		{
			"half an odometer",
			`{"StartLocation": "A", "EndLocation": "B", "BusinessDistance": 30, "UnitOfMeasure": "K", "OdometerStart": 100}`,
			400,
		},
		{"no distance", `{"StartLocation": "A", "EndLocation": "B", "UnitOfMeasure": "K"}`, 400},
		{"no destination", `{"StartLocation": "A", "BusinessDistance": 30, "UnitOfMeasure": "K"}`, 400},
		{"an unknown unit", `{"StartLocation": "A", "EndLocation": "B", "BusinessDistance": 30, "UnitOfMeasure": "leagues"}`, 400},
		{
			"a place that is too long",
			`{"StartLocation": "` + strings.Repeat("x", 101) + `", "EndLocation": "B", "BusinessDistance": 30, "UnitOfMeasure": "K"}`,
			400,
		},
		{"no journey", `null`, 400},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.newReport(rita, "Drive")
			body := fmt.Sprintf(`{"ReportID": %q, "ExpenseTypeCode": "MILEG", "TransactionDate": "2026-02-25", "Journey": %s}`, r.id, c.journey)
			answer := s.do(rita, http.MethodPost, entriesV3, body)
			assert.Equal(t, c.want, answer.status, answer.body)
		})
	}
	s := newScene(t)
	r := s.newReport(rita, "Drive")
	mileage := `{"ReportID": "` + r.id + `", "ExpenseTypeCode": "MILEG", "TransactionDate": "2026-02-25", "Journey": ` + cases[0].journey
	withAmount := mileage + `, "TransactionAmount": 5}`
	require.Equal(t, 400, s.do(rita, http.MethodPost, entriesV3, withAmount).status, "the amount follows from the distance")
	require.Equal(t, 200, s.do(rita, http.MethodPost, entriesV3, mileage+`}`).status)
	e := r.expenses[0]
	assert.Equal(t, []string{"112.68", "EUR", "CASH"}, []string{e.amount.String(), e.currency, e.paymentTypeID})
	path := entriesV3 + "/" + e.v3ID
	shorter := `{"Journey": {"StartLocation": "A", "EndLocation": "B", "BusinessDistance": 10, "UnitOfMeasure": "K"}}`
	require.Equal(t, 204, s.do(rita, http.MethodPut, path, shorter).status)
	assert.Equal(t, "3.6", e.posted.String())
	require.Equal(t, 400, s.do(rita, http.MethodPut, path, `{"ExpenseTypeCode": "TAXIX", "TransactionAmount": 0}`).status)
	var entry struct{ Journey *journey }
	s.get(rita, path).into(t, &entry)
	require.NotNil(t, entry.Journey)
	assert.Equal(t, "A", entry.Journey.StartLocation)
}
