"""From pages to PDF: paper sizes, QR codes, drawing, pictures of pages."""
