package concur

import (
	"context"
	"strings"
	"time"
)

// ReportsSince lists the reports of an owner that were created on the day of a moment, the
// day before it or later. It reads all pages.
func (s *Session) ReportsSince(ctx context.Context, owner Ref, moment time.Time) ([]V3Report, error) {
	// A day more than needed, should Concur take the days of another time zone than UTC.
	from := moment.UTC().Truncate(24*time.Hour).AddDate(0, 0, -1)
	filter := ReportFilter{User: owner, Created: Days{From: from}}
	var found []V3Report
	for offset := ""; ; {
		page, err := s.ListReports(ctx, filter, offset)
		if err != nil {
			return nil, err
		}
		found = append(found, page.Reports...)
		if offset = page.Next; offset == "" {
			return found, nil
		}
	}
}

// Created is when the report was created, in UTC; zero if Concur does not say.
func (r V3Report) Created() time.Time {
	at, _ := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(r.CreateDate, "Z"))
	return at
}

// LastComment is the comment with a text on the header of a report that was written last;
// empty if nobody wrote it.
func (s *Session) LastComment(ctx context.Context, on Subject, report ReportID, text string) (Comment, error) {
	comments, err := s.Comments(ctx, on, Commented{Report: report})
	var last Comment
	for _, c := range comments {
		if c.Is(text) && !c.At().Before(last.At()) {
			last = c
		}
	}
	return last, err
}
