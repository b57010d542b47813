package images_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
)

const pdf = "%PDF-1.4\n%%EOF\n"

// limits are those of some endpoint.
func limits() images.Limits {
	return images.Limits{MediaTypes: []string{files.PDF, files.PNG, files.JPEG}, Bytes: 100_000}
}

// store is a Fetcher with one file.
type store struct {
	content string
	err     error
}

func (s store) Get(_ context.Context, _ string, most int64) (io.ReadCloser, int64, error) {
	if s.err != nil {
		return nil, 0, s.err
	}
	return io.NopCloser(io.LimitReader(strings.NewReader(s.content), most)), int64(len(s.content)), nil
}

// source is a Source with a folder that holds some files.
func source(t *testing.T, fetch images.Fetcher, contents map[string]string) (*images.Source, string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range contents {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	folders, err := files.Allow(dir)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, folders.Close()) })
	return images.NewSource(folders, fetch, nil), dir
}

func read(t *testing.T, upload *concur.Upload) string {
	t.Helper()
	content, err := upload.Open()
	require.NoError(t, err)
	text, err := io.ReadAll(content)
	require.NoError(t, err)
	require.NoError(t, content.Close())
	assert.EqualValues(t, len(text), upload.Size)
	return string(text)
}

func encoded(content string) string { return base64.StdEncoding.EncodeToString([]byte(content)) }

func TestAReceiptComesInEveryForm(t *testing.T) {
	t.Parallel()
	from, dir := source(t, store{content: pdf}, map[string]string{"two words.pdf": pdf})
	escaped := (&url.URL{Scheme: "file", Path: filepath.Join(dir, "two words.pdf")}).String()
	for name, in := range map[string]images.In{
		"a file":                      {FilePath: "two words.pdf"},
		"text":                        {FileContent: encoded(pdf)},
		"text of a type":              {FileContent: encoded(pdf), MediaType: "application/pdf"},
		"a data URL":                  {FileContent: "data:application/pdf;base64," + encoded(pdf)},
		"an address":                  {URL: "https://store.example/hotel.pdf"},
		"a resource":                  {Resource: &images.Resource{URI: "receipt:/1", MimeType: "application/pdf", Blob: encoded(pdf)}},
		"a resource of no type":       {Resource: &images.Resource{URI: "receipt:/1", Blob: encoded(pdf)}},
		"a resource that is a file":   {Resource: &images.Resource{URI: escaped}},
		"one of this machine":         {Resource: &images.Resource{URI: strings.Replace(escaped, "file://", "file://localhost", 1)}},
		"one of a type":               {Resource: &images.Resource{URI: escaped, MimeType: "text/plain"}},
		"scaled down, had it to be":   {FilePath: "two words.pdf", ScaleDown: true},
		"an address, scaled likewise": {URL: "https://store.example/hotel.pdf", ScaleDown: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.True(t, in.Given())
			upload, err := from.Open(t.Context(), &tools.Call{}, images.Purpose{}, in, limits())
			require.NoError(t, err)
			assert.Equal(t, files.PDF, upload.MediaType)
			assert.Equal(t, pdf, read(t, upload))
			assert.Equal(t, pdf, read(t, upload), "it opens again")
		})
	}
	assert.False(t, images.In{ScaleDown: true}.Given())
}

func TestAReceiptThatIsNotTaken(t *testing.T) {
	t.Parallel()
	large := pdf + strings.Repeat("x", 100_000)
	gone := errors.New("gone")
	for _, c := range []struct {
		name   string
		in     images.In
		fetch  images.Fetcher
		says   string
		advice string
	}{
		{"none", images.In{ScaleDown: true}, nil, "there is no receipt", "file_path"},
		{"two", images.In{URL: "https://a.example", FilePath: "a"}, nil, "file_path: url is given too", "one of them"},
		{"a type of a file", images.In{FilePath: "hotel.pdf", MediaType: "image/png"}, nil, "media_type", "Leave it out"},
		{"a file over the limit", images.In{FilePath: "large.pdf"}, nil, "at most 0.1 MB", "scale_down"},
		{"text over the limit", images.In{FileContent: encoded(large)}, nil, "at most 0.1 MB", "scale_down"},
		{"a PDF to be scaled", images.In{FilePath: "large.pdf", ScaleDown: true}, nil, "is a PDF", "smaller"},
		{"a type that Concur does not take", images.In{FilePath: "moving.gif"}, nil, "image/gif", "Convert it"},
		{"addresses where none are called", images.In{URL: "https://a.example"}, nil, "calls no addresses", "--fetch-urls"},
		{"a refused address", images.In{URL: "https://a.example"}, store{err: gone}, "gone", ""},
		{"an address of something else", images.In{URL: "https://a.example"}, store{content: "<html>"}, "not a receipt", "PDF"},
		{"an address of nothing", images.In{URL: "https://a.example"}, store{}, "is empty", ""},
		{"a resource without content", images.In{Resource: &images.Resource{URI: "receipt:/1"}}, nil, "resource.blob", "Read the resource"},
		{"a resource of nothing", images.In{Resource: &images.Resource{}}, nil, "resource.blob", "Read the resource"},
		{"a resource of another machine", images.In{Resource: &images.Resource{URI: "file://host/a.pdf"}}, nil, "resource.blob", ""},
		{"a resource outside", images.In{Resource: &images.Resource{URI: "file:///etc/passwd"}}, nil, "outside", ""},
		{"one of another type", images.In{Resource: &images.Resource{Blob: encoded(pdf), MimeType: "image/png"}}, nil, "not image/png", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			from, _ := source(t, c.fetch, map[string]string{"hotel.pdf": pdf, "large.pdf": large, "moving.gif": "GIF89a...."})
			_, err := from.Open(t.Context(), &tools.Call{}, images.Purpose{}, c.in, limits())
			require.ErrorContains(t, err, c.says)
			if c.advice == "" {
				return
			}
			var problem tools.Problem
			require.ErrorAs(t, err, &problem)
			assert.Contains(t, problem.NextStep(), c.advice)
			assert.Equal(t, "nothing_changed", problem.WhatChanged())
		})
	}
}
