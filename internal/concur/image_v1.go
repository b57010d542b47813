package concur

import (
	"context"
	"encoding/xml"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// Image v1: receipt images of entries and reports. It speaks XML.

// LargestImage is what Image v1 takes, in bytes.
const LargestImage = 10 << 20

type imageAnswer struct {
	ID string `xml:"Id"`
	// URL is good for anybody for 15 minutes, so it is kept nowhere.
	URL string `xml:"Url"`
}

// UploadEntryImage attaches an image to an expense that has none, and gives the
// id of the image. An entry has one image; a second upload does not append to it.
func (s *Session) UploadEntryImage(ctx context.Context, entry EntryID, image *Upload) (string, error) {
	return s.image(ctx, request{
		operation: "upload_entry_image_v1", path: map[string]string{"entryId": string(entry)}, upload: image,
	})
}

// UploadReportImage attaches an image to a report, behind those it has, and gives
// the id of the whole.
func (s *Session) UploadReportImage(ctx context.Context, report ReportID, image *Upload) (string, error) {
	return s.image(ctx, request{
		operation: "upload_report_image_v1", path: map[string]string{"reportId": string(report)}, upload: image,
	})
}

// ReportImage gives the id of a report's image. The address that comes with it is
// good for anybody for 15 minutes, so it is not kept.
func (s *Session) ReportImage(ctx context.Context, report ReportID) (string, error) {
	return s.image(ctx, request{operation: "get_report_image_url_v1", path: map[string]string{"reportId": string(report)}})
}

// DownloadEntryImage opens the receipt image of an expense.
func (s *Session) DownloadEntryImage(ctx context.Context, entry EntryID) (Download, error) {
	return s.downloadImage(ctx, request{operation: "get_entry_image_url_v1", path: map[string]string{"entryId": string(entry)}})
}

// DownloadReportImage opens the image of a report: a PDF of all its receipts.
func (s *Session) DownloadReportImage(ctx context.Context, report ReportID) (Download, error) {
	return s.downloadImage(ctx, request{operation: "get_report_image_url_v1", path: map[string]string{"reportId": string(report)}})
}

func (s *Session) downloadImage(ctx context.Context, r request) (Download, error) {
	image, err := s.imageAnswer(ctx, r)
	if err != nil {
		return Download{}, err
	}
	return s.downloadFrom(ctx, s.client.operations[r.operation], auth.User, image.URL, LargestDownload)
}

func (s *Session) image(ctx context.Context, r request) (string, error) {
	image, err := s.imageAnswer(ctx, r)
	return image.ID, err
}

func (s *Session) imageAnswer(ctx context.Context, r request) (imageAnswer, error) {
	r.accept = "application/xml"
	operation := s.client.operations[r.operation]
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return imageAnswer{}, err
	}
	var image imageAnswer
	if err := xml.Unmarshal(answer.body, &image); err != nil {
		return imageAnswer{}, unreadable(operation, answer, err)
	}
	if image.ID == "" {
		return imageAnswer{}, unreadable(operation, answer, errNoID)
	}
	return image, nil
}
