package concur

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestImagesAsTheirPageShowsThem(t *testing.T) {
	t.Parallel()
	const png, pdf = "\x89PNG\r\n\x1a\n\x00\x01\x02\x03\x04\x05\x06\x07", "%PDF-1.4\n"
	image := func(mediaType, content string) *Upload {
		u := upload(content)
		u.MediaType = mediaType
		return u
	}
	for _, c := range []struct {
		good, bad string
		call      func(context.Context, *Session) (string, error)
		status    int
		message   string
	}{
		{"upload_entry_image_v1/uploaded", "upload_entry_image_v1/has_one", func(ctx context.Context, s *Session) (string, error) {
			return s.UploadEntryImage(ctx, dinnerEntry, image("image/png", png))
		}, http.StatusBadRequest, "An image is already associated with this entry"},
		{"upload_report_image_v1/uploaded", "upload_report_image_v1/unknown_report", func(ctx context.Context, s *Session) (string, error) {
			return s.UploadReportImage(ctx, reportID, image("application/pdf", pdf))
		}, http.StatusNotFound, "The report is not found"},
		{"get_report_image_url_v1/address", "get_report_image_url_v1/no_image", func(ctx context.Context, s *Session) (string, error) {
			return s.ReportImage(ctx, reportID)
		}, http.StatusNotFound, "The image is not found"},
		{"get_entry_image_url_v1/address", "get_entry_image_url_v1/no_image", func(ctx context.Context, s *Session) (string, error) {
			return s.image(ctx, request{operation: "get_entry_image_url_v1", path: map[string]string{"entryId": string(dinnerEntry)}})
		}, http.StatusNotFound, "The image is not found"},
	} {
		t.Run(c.good, func(t *testing.T) {
			t.Parallel()
			session := playing(t, auth.User, c.good, c.bad)
			id, err := c.call(t.Context(), session)
			require.NoError(t, err)
			assert.Equal(t, "1FAD6B", id)
			_, err = c.call(t.Context(), session)
			refused := refusalOf(t, err)
			assert.Equal(t, c.status, refused.Status)
			assert.Equal(t, says(c.message), refused.Error())
		})
	}
}
