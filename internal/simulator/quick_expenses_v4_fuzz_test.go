package simulator

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzQuickForm holds that a form is read with both of its parts or refused.
func FuzzQuickForm(f *testing.F) {
	const head = "multipart/form-data; boundary=x"
	part := func(name, media, content string) string {
		return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"a\"\r\n" +
			"Content-Type: " + media + "\r\n\r\n" + content + "\r\n"
	}
	whole := part("fileContent", "image/png", "png") + part("quickExpenseRequest", "application/json", "{}") + "--x--\r\n"
	for _, body := range []string{
		whole, whole[:len(whole)/2], "", "--x--", "--x\r\n\r\n\r\n--x--", strings.Repeat("--x\r\n", 200),
		part("fileContent", "text/html", "") + part("other", "a/b", "--x"), strings.ReplaceAll(whole, "\r\n", "\n"),
	} {
		f.Add(head, []byte(body))
	}
	f.Add("multipart/form-data", []byte(whole))
	f.Add("multipart/form-data; boundary=\"\"", []byte(whole))
	f.Add("multipart/form-data; boundary="+strings.Repeat("y", 500), []byte(whole))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		form, refusal := quickForm(&call{header: http.Header{"Content-Type": {contentType}}, body: body})
		if refusal != nil {
			require.Equal(t, http.StatusBadRequest, refusal.status)
			return
		}
		require.NotNil(t, form.picture)
		require.NotNil(t, form.request)
		require.LessOrEqual(t, len(form.picture)+len(form.request), len(body))
	})
}
