package files_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/files"
)

// jpeg has bytes that the two alphabets of base64 write differently.
const jpeg = "\xff\xd8\xff\xe0\xfb\xef\xbe?>."

func TestBase64IsTakenInEveryForm(t *testing.T) {
	t.Parallel()
	content := jpeg + strings.Repeat("receipt", 100)
	standard := base64.StdEncoding.EncodeToString([]byte(content))
	var lines strings.Builder
	for part := range strings.SplitSeq(standard, "A") {
		lines.WriteString(part + "\r\nA")
	}
	for name, text := range map[string]string{
		"standard":               standard,
		"standard, no padding":   base64.RawStdEncoding.EncodeToString([]byte(content)),
		"URL":                    base64.URLEncoding.EncodeToString([]byte(content)),
		"URL, no padding":        base64.RawURLEncoding.EncodeToString([]byte(content)),
		"in lines":               strings.TrimSuffix(lines.String(), "\r\nA"),
		"with a last line break": standard + "\n",
		"a data URL":             "data:image/jpeg;base64," + standard,
		"a data URL of no type":  "data:;base64," + standard,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := files.FromBase64(text, "image/jpg", most)
			require.NoError(t, err)
			assert.Equal(t, files.JPEG, file.MediaType)
			assert.EqualValues(t, len(content), file.Size)
			assert.Equal(t, content, read(t, file))
			assert.Equal(t, content, read(t, file), "it opens again from the beginning")
		})
	}
}

func TestBase64ThatIsNotAReceiptIsRefused(t *testing.T) {
	t.Parallel()
	encode := func(content string) string { return base64.StdEncoding.EncodeToString([]byte(content)) }
	for _, c := range []struct{ name, text, mediaType, want string }{
		{"not base64", "this is no base64!", files.PDF, "not base64"},
		{"two texts in a row", encode("%PDF") + encode("-1.4"), files.PDF, "not base64"},
		{"cut off", encode("%PDF-1.4")[:9], files.PDF, "not base64"},
		{"bits left over", "JVBERi0xLjR=", files.PDF, "not base64"},
		{"mixed alphabets", "JVBERi0x+_8=", files.PDF, "not base64"},
		{"a data URL without base64", "data:application/pdf,%25PDF-1.4", files.PDF, "data URL without base64"},
		{"a data URL that ends too early", "data:application/pdf;base64", files.PDF, "is empty"},
		{"a data URL of something else", "data:image/png;base64," + encode("%PDF-1.4"), "", "is application/pdf, not image/png"},
		{"something else than declared", encode("%PDF-1.4"), files.PNG, "is application/pdf, not image/png"},
		{"text", encode("hello, world"), "text/plain", "not a receipt"},
		{"nothing", "", files.PDF, "is empty"},
		{"too large", encode("%PDF-" + strings.Repeat("x", most)), files.PDF, "at most 1.0 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := files.FromBase64(c.text, c.mediaType, most)
			var refusal *files.Error
			require.ErrorAs(t, err, &refusal)
			assert.Contains(t, refusal.Error(), c.want)
			assert.NotEmpty(t, refusal.NextStep())
		})
	}
}

func TestBase64WithoutAMediaTypeIsWhatItIs(t *testing.T) {
	t.Parallel()
	file, err := files.FromBase64(base64.StdEncoding.EncodeToString([]byte("%PDF-1.4")), "", 8)
	require.NoError(t, err)
	assert.Equal(t, files.PDF, file.MediaType)
	assert.Equal(t, "receipt.pdf", file.Name)
}
