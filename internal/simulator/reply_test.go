package simulator

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

func TestAmountsArePrintedAsConcurPrintsThem(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]struct{ v4, v3 string }{
		"84.2":     {"84.20000000", "84.2"},
		"84.20":    {"84.20000000", "84.2"},
		"100":      {"100.00000000", "100"},
		"-0.5":     {"-0.50000000", "-0.5"},
		"0":        {"0E-8", "0"},
		"0.00":     {"0E-8", "0"},
		"12345678": {"12345678.00000000", "12345678"},
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			exact := decimal.RequireFromString(value)
			v4, err := json.Marshal(money(exact, "EUR"))
			require.NoError(t, err)
			assert.Equal(t, `{"value":`+want.v4+`,"currencyCode":"EUR"}`, string(v4))
			v3, err := json.Marshal(number(exact))
			require.NoError(t, err)
			assert.Equal(t, want.v3, string(v3))
		})
	}
}

func TestRefusalsOfV4(t *testing.T) {
	t.Parallel()
	c := &call{uri: "/expensereports/v4/x", now: newClock().now()}
	got := printed(refuseV4(c, 400, "badPolicy", "No such policy", fieldError{"policyId", "is required", "field.required"}), http.Header{})
	assert.Equal(t, http.StatusBadRequest, got.status)
	assert.JSONEq(t, `{
		"timestamp": "2026-03-02T09:30:00.000Z", "httpStatus": "400 - Bad Request", "errorMessage": "No such policy",
		"errorId": "badPolicy", "path": "/expensereports/v4/x",
		"validationErrors": [{"source": "policyId", "message": "is required", "id": "field.required"}]
	}`, string(got.body))
}

func TestRefusalsOfV3(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		api, accept, mediaType string
	}{
		"JSON for who accepts it":  {"Locations v3", "application/json", "application/json;charset=UTF-8"},
		"XML for who does not":     {"Locations v3", "*/*", "application/xml"},
		"XML in any case on Image": {"Image v1", "application/json", "application/xml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &call{
				op: catalogue.Operation{API: test.api, Errors: catalogue.V3Error}, header: http.Header{"Accept": {test.accept}},
				now: newClock().now(), traces: newIDSource(1),
			}
			got := printed(refuseV3(c, 404, "Not < found"), http.Header{})
			assert.Equal(t, test.mediaType, got.header.Get("Content-Type"))
			if test.mediaType == "application/xml" {
				assert.Contains(t, string(got.body), "<Error><Message>Not &lt; found</Message><Server-Time>2026-03-02T09:30:00</Server-Time><Id>")
				return
			}
			var body map[string]map[string]string
			require.NoError(t, json.Unmarshal(got.body, &body))
			assert.Equal(t, "Not < found", body["Error"]["Message"])
			assert.Equal(t, "2026-03-02T09:30:00", body["Error"]["Server-Time"])
			assert.NotEmpty(t, body["Error"]["Id"])
		})
	}
}

func TestRefusalsInTheShapeOfTheAPI(t *testing.T) {
	t.Parallel()
	for shape, want := range map[catalogue.ErrorShape]string{
		catalogue.V4Error: "errorMessage", catalogue.V3Error: "Error", catalogue.OAuthError: "error_description", catalogue.ScimError: "detail",
	} {
		c := &call{op: catalogue.Operation{Errors: shape}, header: http.Header{"Accept": {"application/json"}}, traces: newIDSource(1)}
		var body map[string]any
		require.NoError(t, json.Unmarshal(printed(refuse(c, 500, "Internal error"), http.Header{}).body, &body))
		assert.Contains(t, body, want)
	}
}

func TestABodyThatCannotBePrintedIsAServerError(t *testing.T) {
	t.Parallel()
	assert.Equal(t, http.StatusInternalServerError, printed(ok(make(chan int)), http.Header{}).status)
}
