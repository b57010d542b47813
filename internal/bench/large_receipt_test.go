package bench

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// BenchmarkLargeReceipt measures by how much the peak memory of the process grows
// when it notes a quick expense with a receipt of 25 MB that is given by its path,
// which goes into a form. The budget is three times the file; it fails beyond.
func BenchmarkLargeReceipt(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("the peak memory of a process is read from /proc")
	}
	const size, budget = 25 << 20, 3.0
	bin := build(b)
	folder := b.TempDir()
	receipt := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("x"), size)...)
	if err := os.WriteFile(filepath.Join(folder, "receipt.pdf"), receipt, 0o600); err != nil {
		b.Fatal(err)
	}
	sim, err := simulator.New(simulator.Options{})
	if err != nil {
		b.Fatal(err)
	}
	concur := httptest.NewServer(sim)
	b.Cleanup(concur.Close)
	environment := []string{
		"CONCUR_MCP_CONCUR_URL=" + concur.URL, "CONCUR_MCP_CLIENT_ID=" + simulator.ClientID,
		"CONCUR_MCP_CLIENT_SECRET=" + simulator.ClientSecret, "CONCUR_MCP_FILES=" + folder,
		"CONCUR_MCP_REFRESH_TOKEN=" + sim.Connect("rita.alves@haldenreyes.example"),
	}
	expense := func(more string) string {
		return fmt.Sprintf(`{"expense_type_id":"DINNR","transaction_amount":84.2,"currency":"EUR","transaction_date":"2026-01-15"%s}`, more)
	}
	var grown []time.Duration // kilobytes, for the median
	for b.Loop() {
		p := start(b, environment, bin.ours, "stdio")
		p.ask(b, sayHello+callTool(2, "create_quick_expense", expense("")), 2)
		before := p.peak(b)
		p.ask(b, callTool(3, "create_quick_expense_with_image", expense(`,"file_path":"receipt.pdf"`)), 3)
		grown = append(grown, time.Duration(p.peak(b)-before))
		p.stop(b)
	}
	times := float64(median(grown)) * 1024 / size
	b.ReportMetric(float64(median(grown)), "peak-growth-kB")
	b.ReportMetric(times, "x-file")
	if times > budget {
		b.Fatalf("the peak grew by %.2f times the file", times)
	}
}
