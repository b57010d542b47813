package concur

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestErrorBodiesOfEveryAPI(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body string
		want errorBody
	}{
		"v4 with fields": {
			`{"timestamp":"2024-04-02T09:13:55.402Z","httpStatus":"400 - Bad Request","errorMessage":"Validation failed","errorId":null,
			  "validationErrors":[{"source":"policyId","message":"policyId is required","id":"field.required"}],"path":"/x"}`,
			errorBody{message: "Validation failed", fields: []FieldError{{"policyId", "policyId is required", "field.required"}}},
		},
		"v4 with an id": {
			`{"errorMessage":"Resolve the blocking exceptions first.","errorId":"error.submit.entryXctMaxThreshold","validationErrors":null}`,
			errorBody{message: "Resolve the blocking exceptions first.", id: "error.submit.entryXctMaxThreshold"},
		},
		"v3":        {`{"Error":{"Message":"bad","Server-Time":"2024-04-05T10:01:12","Id":"9E0C"}}`, errorBody{message: "bad", id: "9E0C"}},
		"v3, short": {`{"Message":"bad"}`, errorBody{message: "bad"}},
		"v3, XML": {
			`<Error><Message>bad</Message><Server-Time>x</Server-Time><Id>9E0C</Id></Error>`,
			errorBody{message: "bad", id: "9E0C"},
		},
		"SCIM": {
			`{"schemas":["x"],"scimType":"invalidFilter","detail":"no","status":"400"}`,
			errorBody{message: "no", id: "invalidFilter"},
		},
		"receipts": {
			`{"validationErrors":[{"message":"requires property \"seller\"","path":"instance"}]}`,
			errorBody{message: "validation failed", fields: []FieldError{{Message: `requires property "seller"`}}},
		},
		"HTML":       {`<!DOCTYPE html><html><body>Error</body></html>`, errorBody{}},
		"text":       {`Internal error`, errorBody{}},
		"nothing":    {``, errorBody{}},
		"broken":     {`{"errorMessage":`, errorBody{}},
		"other JSON": {`[1,2]`, errorBody{}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, parseErrorBody([]byte(c.body)))
		})
	}
}

// FuzzParseErrorBody holds that no answer makes the reader panic, and that it
// never makes an error of an answer that says nothing of the sort.
func FuzzParseErrorBody(f *testing.F) {
	for _, seed := range []string{
		`{"Error":{"Message":"m"}}`, `<Error><Message>m</Message></Error>`, `{"errorMessage":1}`, `{"validationErrors":{}}`, "\x00",
		`{"Error":"text"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := parseErrorBody(body)
		if len(body) == 0 {
			assert.Empty(t, got)
		}
	})
}
