"""Rows as the national portal prints them, small and invented, but in its very layout."""

from typing import Any

HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "--Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def row(code: str = "1.900001", name: str = "Thủ tục mẫu", **cells: Any) -> dict[str, Any]:
    """One row; cells not given say what an ordinary row says."""
    return {
        "ma_thu_tuc": code,
        "ten_thu_tuc": name,
        "so_quyet_dinh": "1/QĐ-MAU",
        "cap_thuc_hien": "Cấp xã",
        "loai_thu_tuc": "Loại khác",
        "linh_vuc": "Lĩnh vực mẫu",
        "doi_tuong_thuc_hien": "Công dân Việt Nam",
        "co_quan_co_tham_quyen": "",
        "co_quan_thuc_hien": "Không có thông tin",
        "co_quan_phoi_hop": "",
        "trinh_tu_thuc_hien": "Nộp hồ sơ rồi nhận kết quả.",
        "cach_thuc_thuc_hien": HEADER + "Trực tiếp7 Ngày làm việc20,000 Việt Nam Đồng(Miễn phí cho hộ nghèo)"
        "Trực tuyến5 NgàyMiễn phí",
        "thanh_phan_ho_so": PAPERS + "Tờ khaiMau 1.doc1 bản chínhẢnh0 bản chính,2 bản sao",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Mẫu1/2020/QH14",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "ket_qua_xu_ly": "Giấy mẫuMã: KQ.G15.000001Từ khóaKhông có thông tinMô tảKhông có thông tin",
        **cells,
    }
