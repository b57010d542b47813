package concur

import (
	"context"
	"encoding/xml"
)

// Image v1: receipt images of entries and reports. It speaks XML.

// LargestImage is what Image v1 takes, in bytes.
const LargestImage = 10 << 20

type imageAnswer struct {
	ID string `xml:"Id"`
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

func (s *Session) image(ctx context.Context, r request) (string, error) {
	r.accept = "application/xml"
	operation := s.client.operations[r.operation]
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return "", err
	}
	var image imageAnswer
	if err := xml.Unmarshal(answer.body, &image); err != nil {
		return "", unreadable(operation, answer, err)
	}
	if image.ID == "" {
		return "", unreadable(operation, answer, errNoID)
	}
	return image.ID, nil
}
