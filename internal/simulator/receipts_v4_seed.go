package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"
)

//go:embed seed_receipts.json
var seedReceiptsText []byte

// seedReceiptsFile is seed_receipts.json: who has which receipts in the library, and how
// many days ago they came.
type seedReceiptsFile struct {
	EReceipts []struct {
		Owner, Schema, Image string
		Ago                  int
		Receipt              json.RawMessage
	}
	Images []struct {
		Owner, Image string
		Ago          int
	}
	// PNG is the picture of a receipt.
	PNG []byte
}

// seedDay stands for the day that many days ago.
var seedDay = regexp.MustCompile(`\{(\d+)\}T`)

// lockedReceipt stands for a PDF that needs a password.
const lockedReceipt = "%PDF-1.4\ntrailer<</Encrypt 5 0 R/Root 1 0 R>>\n%%EOF\n"

// receiptLibrary adds the e-receipts and image-only receipts, oldest first.
func (s *seeder) receiptLibrary() error {
	var file seedReceiptsFile
	if err := json.Unmarshal(seedReceiptsText, &file); err != nil {
		return fmt.Errorf("read seed_receipts.json: %w", err)
	}
	schemas, err := loadReceiptSchemas()
	if err != nil {
		return err
	}
	s.st.library.schemas = schemas
	ids := s.idsFor("receipts")
	add := func(owner, picture string, ago int) (*storedReceipt, error) {
		const evening = 20*60 + 30 // in minutes after midnight
		if s.people[owner] == nil {
			return nil, fmt.Errorf("sample receipt: there is no person %q", owner)
		}
		r := &storedReceipt{id: receiptID(ids), ownerID: s.people[owner].id, received: s.daysAgo(ago, evening)}
		switch picture {
		case "png":
			r.media, r.content = "image/png", file.PNG
		case "pdf":
			r.media, r.content = mediaPDF, []byte(seededReceipt)
		case "locked":
			r.media, r.content, r.fails = mediaPDF, []byte(lockedReceipt), true
		}
		s.st.library.receipts = append(s.st.library.receipts, r)
		return r, nil
	}
	for _, e := range file.EReceipts {
		r, err := add(e.Owner, e.Image, e.Ago)
		if err != nil {
			return err
		}
		r.schema, r.document = e.Schema, s.dated(e.Receipt)
	}
	for _, i := range file.Images {
		if _, err := add(i.Owner, i.Image, i.Ago); err != nil {
			return err
		}
	}
	slices.SortStableFunc(s.st.library.receipts, func(a, b *storedReceipt) int { return a.received.Compare(b.received) })
	return nil
}

// dated puts days in the place of how long ago they were.
func (s *seeder) dated(document json.RawMessage) json.RawMessage {
	return seedDay.ReplaceAllFunc(document, func(match []byte) []byte {
		ago, _ := strconv.Atoi(string(seedDay.FindSubmatch(match)[1])) // They are digits.
		return []byte(s.daysAgo(ago, 0).Format(time.DateOnly) + "T")
	})
}
